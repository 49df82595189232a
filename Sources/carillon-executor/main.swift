import Actions
import CarillonExecutor
import Foundation
import HTTPEngine

/// carillon-executor: performs webhooks and sends messages. `--help` lists its settings.
try await ExecutorApp(
    name: "carillon-executor", actions: [WebhookAction.name, MessageAction.name], messageAction: MessageAction.name
) { environment in
    let engine = HTTPEngine(
        .init(
            keptConnections: max(environment.concurrency, 64),
            authorities: ProcessInfo.processInfo.environment["SSL_CERT_FILE"]))
    return ExecutorApp.Parts(
        actions: [
            WebhookAction(engine: engine, clock: environment.clock), MessageAction(publisher: environment.publisher),
        ],
        services: [engine])
}.run()
