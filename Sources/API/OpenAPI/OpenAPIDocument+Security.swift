extension OpenAPIDocument {
    /// How clients say who they are.
    static let security = #"""
        {
          "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "A key, as POST /keys gave it, or the one of CARILLON_ADMIN_KEY; or a JSON web
              token, where CARILLON_JWT_JWKS is set."
          }
        }
        """#
}
