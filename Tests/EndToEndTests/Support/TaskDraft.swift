import Foundation

/// The body of a `POST /tasks`.
struct TaskDraft: Sendable {
    var action: String
    /// JSON.
    var payload: String
    var runAt: String
    /// Further fields, as the inside of a JSON object.
    var more = ""

    var json: String {
        #"{"action":"\#(action)","payload":\#(payload),"run_at":"\#(runAt)"\#(more.isEmpty ? "" : ",")\#(more)}"#
    }

    /// - Parameter data: JSON.
    static func webhook(_ url: String, data: String = "{}", at date: Date = Date(), _ more: String = "") -> TaskDraft {
        TaskDraft(
            action: "webhook", payload: #"{"url":"\#(url)","data":\#(data)}"#, runAt: date.rfc3339, more: more)
    }

    /// - Parameter body: JSON.
    static func message(_ channel: String, body: String, at date: Date = Date()) -> TaskDraft {
        TaskDraft(
            action: "message", payload: #"{"channel":"\#(channel)","body":\#(body)}"#, runAt: date.rfc3339)
    }

    static func custom(
        _ action: String, payload: String = "{}", at date: Date = Date(), more: String = ""
    ) -> TaskDraft {
        TaskDraft(action: action, payload: payload, runAt: date.rfc3339, more: more)
    }
}
