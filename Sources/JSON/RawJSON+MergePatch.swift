extension RawJSON {
    /// What comes of a merge patch (RFC 7396): objects are merged member by member, a null removes a member, and anything
    /// else takes the place of what was there.
    ///
    /// Numbers, texts and the order of members stay as they were written.
    ///
    /// - Throws: ``JSONError`` where one of the two is not valid JSON.
    public func merging(_ patch: RawJSON) throws(JSONError) -> RawJSON {
        guard let changes = try patch.members() else { return patch }
        var merged: [(name: String, value: RawJSON?)] = []
        // By their code units: to `String`, names that only look the same are the same.
        var places: [[UInt8]: Int] = [:]
        func place(of name: String) -> Int {
            let key = Array(name.utf8)
            if let place = places[key] { return place }
            places[key] = merged.count
            merged.append((name, nil))
            return merged.count - 1
        }
        for (name, value) in try self.members() ?? [] { merged[place(of: name)].value = value }
        for (name, change) in changes {
            let index = place(of: name)
            let isNull = change.bytes.elementsEqual("null".utf8)
            merged[index].value = isNull ? nil : try (merged[index].value ?? RawJSON("null")).merging(change)
        }
        return RawJSON(members: merged.compactMap { member in member.value.map { (member.name, $0) } })
    }

    /// The members of an object in their order; nil for anything else.
    public func members() throws(JSONError) -> [(name: String, value: RawJSON)]? {
        var reader = try JSONReader(bytes)
        guard try reader.peek() == .object else { return nil }
        var members: [(name: String, value: RawJSON)] = []
        do {
            try reader.readObject { reader, name in members.append((name, try reader.readRaw())) }
        } catch let error as JSONError {
            throw error
        } catch {
            throw JSONError("\(error)", offset: 0)
        }
        return members
    }

    /// An object of these members.
    public init(members: [(name: String, value: RawJSON)]) {
        self.init(
            unchecked: JSONWriter.object { json in
                for (name, value) in members {
                    json.key(escaping: name)
                    json.raw(value)
                }
            })
    }
}
