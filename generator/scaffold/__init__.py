"""Draft the files of a new resource from a plain OpenAPI document or from a list of fields."""
