"""Reads an OpenAPI document in JSON from standard input, and writes a line for each fault of it.

It must follow OpenAPI 3.1, each example must match the schema next to it, and the YAML file that is named on the
command line must have the same content.
"""

import json
import sys

import yaml
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

ROOT = "urn:document"


def text_of(path):
    return "/".join(str(part) for part in path)


def examples(node):
    """The examples of a media type, a parameter or a header."""
    if "example" in node:
        yield "example", node["example"]
    for name, example in node.get("examples", {}).items():
        if "value" in example:
            yield name, example["value"]


def places(node, path=()):
    """Everything that has a schema and may have examples."""
    if isinstance(node, dict):
        if isinstance(node.get("schema"), dict):
            yield path, node
        for key, value in node.items():
            if key not in ("schema", "schemas", "example", "examples"):
                yield from places(value, path + (key,))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from places(value, path + (index,))


def absolute(schema):
    """The schema with references that name the document, so that it can stand alone."""
    if isinstance(schema, dict):
        return {
            key: ROOT + value if key == "$ref" and value.startswith("#") else absolute(value)
            for key, value in schema.items()
        }
    if isinstance(schema, list):
        return [absolute(value) for value in schema]
    return schema


def main():
    document = json.load(sys.stdin)
    with open(sys.argv[1], encoding="utf-8") as file:
        if yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader)) != document:
            print("the YAML and the JSON differ")
    for error in OpenAPIV31SpecValidator(document).iter_errors():
        print(f"{text_of(error.absolute_path)}: {error.message}")
    registry = Registry().with_resource(ROOT, Resource(contents=document, specification=DRAFT202012))
    count = 0
    for path, place in places(document):
        validator = Draft202012Validator(absolute(place["schema"]), registry=registry)
        for name, value in examples(place):
            count += 1
            for error in validator.iter_errors(value):
                print(f"{text_of(path)}: {name}: {text_of(error.absolute_path)}: {error.message}")
    if count == 0:
        print("there are no examples")


main()
