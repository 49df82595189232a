// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "post-to-chat",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "carillon", path: "../../..")
    ],
    targets: [
        .executableTarget(
            name: "post-to-chat", dependencies: [.product(name: "CarillonExecutor", package: "carillon")]),
        .testTarget(
            name: "PostToChatTests",
            dependencies: ["post-to-chat", .product(name: "CarillonExecutor", package: "carillon")]),
    ]
)
