extension DocumentationPage {
    static let style = """

        :root {
          color-scheme: light dark;
          --text: #1c1d1f; --faint: #5c6066; --back: #ffffff; --panel: #f4f5f7; --line: #d9dce1; --accent: #0b57b8;
          --get: #1a6b3c; --post: #0b57b8; --put: #8a5300; --patch: #6b3fa0; --delete: #b3261e;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --text: #e6e7e9; --faint: #a3a8b0; --back: #17181b; --panel: #212327; --line: #383b41; --accent: #8ab8ff;
            --get: #7fd6a2; --post: #8ab8ff; --put: #f0b865; --patch: #c9a6f5; --delete: #ff9a92;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0 auto; padding: 1rem; max-width: 60rem; background: var(--back); color: var(--text);
          font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
        }
        a { color: var(--accent); }
        h1 { margin: 0; font-size: 1.6rem; }
        h2 { margin: 2.5rem 0 0.5rem; border-bottom: 1px solid var(--line); font-size: 1.3rem; }
        h4 { margin: 1rem 0 0.3rem; font-size: 0.95rem; }
        p { margin: 0.4rem 0; white-space: pre-line; }
        code, pre { font: 0.85rem/1.45 ui-monospace, monospace; }
        pre { margin: 0.4rem 0; padding: 0.7rem; overflow-x: auto; background: var(--back); border: 1px solid var(--line);
          border-radius: 0.3rem; }
        nav ul { padding-left: 1.2rem; columns: 16rem; }
        details { margin: 0.5rem 0; border: 1px solid var(--line); border-radius: 0.4rem; background: var(--panel); }
        details > :not(summary) { margin-left: 0.8rem; margin-right: 0.8rem; }
        summary { padding: 0.5rem 0.8rem; cursor: pointer; }
        .method { display: inline-block; min-width: 4.2rem; font-weight: 700; }
        .get { color: var(--get); } .post { color: var(--post); } .put { color: var(--put); }
        .patch { color: var(--patch); } .delete { color: var(--delete); }
        .faint { color: var(--faint); }
        dl { margin-top: 0.3rem; padding-bottom: 0.3rem; }
        dt { margin-top: 0.5rem; }
        dd { margin: 0 0 0 1rem; }
        dd dl { border-left: 2px solid var(--line); padding-left: 0.7rem; }

        """
}
