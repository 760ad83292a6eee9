"""The control plane: HTTP operations under ``/_mock/`` on the world of the caller's key, as ``openapi.yaml`` here describes."""

from apivideo_admin_mock.control.routes import control_blueprint

__all__ = ["control_blueprint"]
