"""The control plane: HTTP operations under ``/_mock/`` that read and change the data of one key. See ``openapi.yaml``."""

from apivideo_admin_mock.control.routes import control_blueprint, pages_blueprint

__all__ = ["control_blueprint", "pages_blueprint"]
