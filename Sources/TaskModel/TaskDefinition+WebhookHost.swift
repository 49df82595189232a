internal import JSON

extension TaskDefinition {
    /// Where it goes; nil where it is no webhook.
    public var webhookHost: WebhookHost? {
        action == WebhookPayload.action ? WebhookPayload.host(of: payload) : nil
    }
}
