#ifndef CDOCUMENTS_H
#define CDOCUMENTS_H

// The files under Sources/API/OpenAPI that the API serves, embedded at build time, each as a text that ends with NUL.
//
// A C target of its own since clang's #embed takes no time; SwiftPM's `.embedInCode` writes an array literal, which
// costs the Swift compiler 19 s (debug) to 47 s (release) for 200 KB.

const char *carillon_openapi_yaml(void);
const char *carillon_page_html(void);
const char *carillon_page_css(void);
const char *carillon_page_js(void);

#endif
