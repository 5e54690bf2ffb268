"use strict";

const path = require("node:path");
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

// region activate
exports.activate = async (context) => {
    const bin = path.join(vscode.workspace.workspaceFolders[0].uri.fsPath, ".venv", "bin");

    // What the type "debugpy" of launch.json means: a process, or one that is there already.
    const factory = vscode.debug.registerDebugAdapterDescriptorFactory("debugpy", {
        createDebugAdapterDescriptor({ configuration: { connect } }) {
            return connect
                ? new vscode.DebugAdapterServer(connect.port, connect.host)
                : new vscode.DebugAdapterExecutable(path.join(bin, "debugpy-adapter"), []);
        },
    });

    // Completion, hovers and problems come from a process, too.
    const server = { command: path.join(bin, "basedpyright-langserver"), args: ["--stdio"] };
    const options = { documentSelector: [{ language: "python" }] };
    const client = new LanguageClient("types", "Types", server, options);
    context.subscriptions.push(factory, client);
    await client.start();
};
// endregion
