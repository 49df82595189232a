// Shows openapi.json. Text from the document becomes text, never HTML.
"use strict";
const methods = ["get", "post", "put", "patch", "delete"];
let api = {};

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  for (const child of children.flat()) if (child != null) made.append(child);
  return made;
}
const code = (text) => element("code", {}, text);
const faint = (text) => element("span", { class: "faint" }, text);
const paragraph = (text) => (text ? element("p", {}, text) : null);

// Follows a $ref. Members next to the $ref take precedence.
function resolve(value) {
  if (!value || !value.$ref) return value || {};
  let target = api;
  for (const part of value.$ref.slice(2).split("/")) target = target[part.replace(/~1/g, "/").replace(/~0/g, "~")];
  const { $ref, ...rest } = value;
  return { ...resolve(target), ...rest };
}
const nameOf = (schema) => (schema && schema.$ref ? schema.$ref.split("/").pop() : null);

function type(schema) {
  if (!schema) return "any";
  const name = nameOf(schema);
  if (name) return name;
  if ("const" in schema) return JSON.stringify(schema.const);
  const several = schema.oneOf || schema.anyOf;
  if (several && !schema.properties) return several.map(type).join(" or ");
  if (schema.type === "array") return "array of " + type(schema.items);
  return [].concat(schema.type || "any").join(" or ");
}

function limits(schema) {
  const found = [];
  if (schema.enum) found.push("one of " + schema.enum.map((value) => JSON.stringify(value)).join(", "));
  if ("minimum" in schema || "maximum" in schema)
    found.push("from " + (schema.minimum ?? "any") + " to " + (schema.maximum ?? "any"));
  if ("minLength" in schema || "maxLength" in schema)
    found.push((schema.minLength ?? 0) + " to " + (schema.maxLength ?? "any number of") + " characters");
  if ("minItems" in schema || "maxItems" in schema)
    found.push((schema.minItems ?? 0) + " to " + (schema.maxItems ?? "any number of") + " elements");
  if (schema.pattern) found.push("matches " + schema.pattern);
  if ("default" in schema) found.push("default " + JSON.stringify(schema.default));
  return found.join("; ");
}

function term(name, schema, required) {
  const link = nameOf(schema);
  return element("dt", {}, code(name), " ",
    link ? element("a", { href: "#schema-" + link }, link) : faint(type(schema)),
    required ? faint(", required") : null);
}

function showSchema(schema, depth) {
  const shown = element("div", {});
  const several = schema.oneOf || (schema.properties ? null : schema.anyOf);
  if (limits(schema)) shown.append(element("p", { class: "faint" }, limits(schema)));
  if (schema.properties) {
    const list = element("dl", {});
    for (const [name, property] of Object.entries(schema.properties)) {
      const inner = nameOf(property) || depth > 3 ? null : showSchema(property, depth + 1);
      list.append(term(name, property, (schema.required || []).includes(name)),
        element("dd", {}, paragraph(property.description), inner));
    }
    shown.append(list);
  }
  if (several && several.every((choice) => choice.required && !choice.properties))
    shown.append(element("p", { class: "faint" },
      "exactly one of " + several.map((choice) => choice.required.join(" and ")).join(", ")));
  else if (several && depth <= 3)
    for (const choice of several)
      shown.append(element("dl", {}, term("one of", choice),
        element("dd", {}, nameOf(choice) ? null : showSchema(choice, depth + 1))));
  if (schema.items && !nameOf(schema.items) && depth <= 3)
    shown.append(element("dl", {}, term("each", schema.items), element("dd", {}, showSchema(schema.items, depth + 1))));
  return shown;
}

const text = (value) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));

function examples(media) {
  if ("example" in media) return [["", media.example]];
  return Object.entries(media.examples || {}).map(([name, one]) => [one.summary || name, resolve(one).value]);
}

function content(contents) {
  return Object.entries(contents || {}).flatMap(([mediaType, media]) => {
    const link = nameOf(media.schema);
    return [
      element("p", {}, code(mediaType), " ",
        link ? element("a", { href: "#schema-" + link }, link) : faint(type(media.schema))),
      ...examples(media).flatMap(([title, value]) =>
        [paragraph(title), element("pre", {}, code(text(value)))]),
    ];
  });
}

const quoted = (word) => "'" + word.replaceAll("'", "'\\''") + "'";

function curlLine(method, path, operation, parameters) {
  let url = path;
  const query = [];
  for (const parameter of parameters) {
    const value = parameter.example ?? resolve(parameter.schema).const;
    if (parameter.in === "path") url = url.replace("{" + parameter.name + "}", value);
    else if (parameter.in === "query" && parameter.required) query.push(parameter.name + "=" + value);
  }
  if (query.length) url += "?" + query.join("&");
  const words = ["curl -i"];
  if (method !== "get") words.push("-X " + method.toUpperCase());
  words.push(quoted(new URL(url.slice(1), document.baseURI).href));
  if (operation.security === undefined) words.push('-H "Authorization: Bearer $CARILLON_KEY"');
  const [media] = Object.entries((operation.requestBody || {}).content || {});
  if (media) {
    words.push("-H " + quoted("Content-Type: " + media[0]));
    const [first] = examples(media[1]);
    if (first) words.push("--data-binary " + quoted(typeof first[1] === "string" ? first[1] : JSON.stringify(first[1])));
  }
  return words.join(" \\\n  ");
}

function showParameters(title, parameters) {
  if (!parameters.length) return [];
  const list = element("dl", {});
  for (const parameter of parameters)
    list.append(
      element("dt", {}, code(parameter.name), " ", faint(
        [parameter.in, type(parameter.schema), parameter.required ? "required" : ""].filter(Boolean).join(", "))),
      element("dd", {}, paragraph(parameter.description),
        element("p", { class: "faint" }, limits(resolve(parameter.schema)))));
  return [element("h4", {}, title), list];
}

function showResponse(status, response) {
  const headers = Object.entries(response.headers || {}).map(([name, header]) => ({ name, ...resolve(header) }));
  return element("details", {}, element("summary", {}, code(status), " ", response.description),
    showParameters("Headers", headers), content(response.content));
}

function showOperation(method, path, operation) {
  const parameters = (operation.parameters || []).map(resolve);
  const body = operation.requestBody;
  return element("details", { id: operation.operationId },
    element("summary", {}, element("span", { class: "method " + method }, method.toUpperCase()), code(path), " ",
      faint(operation.summary)),
    paragraph(operation.description),
    showParameters("Parameters", parameters),
    body ? element("h4", {}, "Body") : null, body ? paragraph(body.description) : null,
    body ? content(body.content) : null,
    element("h4", {}, "Try it with curl"),
    element("pre", {}, code(curlLine(method, path, operation, parameters))),
    element("h4", {}, "Responses"),
    Object.entries(operation.responses).map(([status, response]) => showResponse(status, resolve(response))));
}

// A link to a folded section opens it.
function open() {
  const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  if (!target) return;
  if (target.tagName === "DETAILS") target.open = true;
  target.scrollIntoView();
}

function show() {
  const main = document.getElementById("document");
  const contents = element("ul", {});
  main.append(paragraph(api.info.description));
  const section = (id, title, description) => {
    contents.append(element("li", {}, element("a", { href: "#" + id }, title)));
    const made = element("section", { id }, element("h2", {}, title), paragraph(description));
    main.append(made);
    return made;
  };
  for (const [index, tag] of api.tags.entries()) {
    const made = section("tag-" + index, tag.name, tag.description);
    for (const [path, item] of Object.entries(api.paths))
      for (const method of methods)
        if (item[method] && item[method].tags.includes(tag.name))
          made.append(showOperation(method, path, item[method]));
  }
  const schemas = section("schemas", "Schemas", "");
  for (const [name, schema] of Object.entries(api.components.schemas))
    schemas.append(element("details", { id: "schema-" + name }, element("summary", {}, code(name)),
      paragraph(schema.description), element("p", { class: "faint" }, type(schema)), showSchema(schema, 0)));
  document.getElementById("contents").append(contents);
  addEventListener("hashchange", open);
  open();
}

fetch("openapi.json")
  .then((response) => {
    if (!response.ok) throw new Error("the server answered with " + response.status);
    return response.json();
  })
  .then((document) => { api = document; show(); })
  .catch((error) => {
    document.getElementById("document").textContent = "openapi.json can't be shown: " + error.message;
  });
