#include "CDocuments.h"

// Of C23, which clang knows in all modes.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const char openapi_yaml[] = {
#embed "../API/OpenAPI/openapi.yaml" suffix(, 0)
};

static const char page_html[] = {
#embed "../API/OpenAPI/page.html" suffix(, 0)
};

static const char page_css[] = {
#embed "../API/OpenAPI/page.css" suffix(, 0)
};

static const char page_js[] = {
#embed "../API/OpenAPI/page.js" suffix(, 0)
};

const char *carillon_openapi_yaml(void) { return openapi_yaml; }
const char *carillon_page_html(void) { return page_html; }
const char *carillon_page_css(void) { return page_css; }
const char *carillon_page_js(void) { return page_js; }
