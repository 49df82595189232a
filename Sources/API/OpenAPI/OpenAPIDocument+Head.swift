extension OpenAPIDocument {
    /// What comes before the paths.
    static let head = #"""
        {
          "openapi": "3.1.1",
          "info": {
            "title": "Carillon",
            "version": "1",
            "summary": "A self-hosted task scheduler.",
            "description": "Say what to do (an action and its payload) and when (a time, and perhaps a
              recurrence); Carillon does it on time and tells how it went.\n\nJSON in, JSON out, UTF-8, names
              in snake_case. Unknown fields and parameters are refused by name. Every error is a problem (RFC
              9457), also those of unknown paths (404) and of methods that a path does not take (405, with
              Allow). HEAD works wherever GET does, and OPTIONS tells the methods in Allow. A body needs its
              Content-Type, and a call that takes none refuses one.\n\nWhere keys are in use, send one as `Authorization: Bearer <key>`. Scopes: `tasks:read`
              reads tasks, runs and dead runs; `tasks:write` reads them, too, and changes them; `admin` does
              everything. A key with groups sees and changes those only: the tasks of others are 404, and
              making one there is 403. While there was never a key and CARILLON_ADMIN_KEY is not set, no key
              is needed, and what a web page of another origin may have sent is answered with 403.",
            "license": {"name": "MIT", "identifier": "MIT"}
          },
          "servers": [{"url": "/", "description": "Where this document comes from."}],
          "security": [{"bearer": []}, {}],
          "tags": [
            {"name": "Tasks", "description": "What is to be done, and when."},
            {"name": "Tasks by name", "description": "Live tasks by the names that clients gave them."},
            {"name": "Groups", "description": "All tasks of a namespace at once."},
            {"name": "Dead runs", "description": "Runs that failed for the last time."},
            {"name": "Events", "description": "What happens, while it happens."},
            {"name": "Actions", "description": "What work there is, and who does it."},
            {"name": "Limits", "description": "How many runs of a group, or to a host, there may be."},
            {"name": "Calendars", "description": "Days and times that recurrences leave out by a name."},
            {"name": "Recurrences", "description": "What a rule means."},
            {"name": "Keys", "description": "Who may do what."},
            {"name": "Service", "description": "The API itself."}
          ]
        }
        """#
}
