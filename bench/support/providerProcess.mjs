// @ts-check
// Pulumi's dynamic provider in a process of its own, driven as the engine drives it, without the engine.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { modules, root } from "../../tools/shared/paths.mjs";
import { end, ours } from "./workspace.mjs";

// Pulumi's own copies of these: nobody else depends on them.
const pulumis = createRequire(join(modules, "@pulumi/pulumi/package.json"));
const grpc = pulumis("@grpc/grpc-js");
const { Struct } = pulumis("google-protobuf/google/protobuf/struct_pb.js");
const services = pulumis("./proto/provider_grpc_pb.js");
const messages = pulumis("./proto/provider_pb.js");

/**
 * @typedef {Record<string, unknown>} Values
 * @typedef {{ cpuMilliseconds: number, peakMegabytes: number }} Usage
 */

const urn = "urn:pulumi:bench::bench::pulumi-nodejs:dynamic/onegini:ApiClient::client";

export class ProviderProcess {
  /**
   * @param {import("node:child_process").ChildProcess} child
   * @param {any} client
   * @param {import("node:net").Server} engine
   */
  constructor(child, client, engine) {
    this.child = child;
    this.client = client;
    this.engine = engine;
  }

  /**
   * @param {string} folder the program's
   * @param {Record<string, string>} config of the stack
   */
  static async start(folder, config) {
    // The provider ends when its engine does not answer any more.
    const engine = createServer((socket) => socket.on("error", () => {}).end());
    await new Promise((resolve) => engine.listen(0, "127.0.0.1", () => resolve(undefined)));
    const { port } = /** @type {import("node:net").AddressInfo} */ (engine.address());
    const child = ours(
      spawn(
        process.execPath,
        [
          ...["--expose-gc", "--require", join(root, "bench/programs/usage.cjs")],
          ...[join(modules, "@pulumi/pulumi/cmd/dynamic-provider/index.js"), `127.0.0.1:${port}`],
        ],
        { cwd: folder, stdio: ["ignore", "pipe", "inherit", "ipc"] },
      ),
    );
    const address = await new Promise((resolve, reject) => {
      child.once("exit", (status) => reject(new Error(`the dynamic provider ended with ${status}`)));
      createInterface({ input: /** @type {import("node:stream").Readable} */ (child.stdout) }).once("line", (line) =>
        resolve(`127.0.0.1:${line}`),
      );
    });
    const client = new services.ResourceProviderClient(address, grpc.credentials.createInsecure());
    const provider = new ProviderProcess(child, client, engine);
    const request = new messages.ConfigureRequest();
    request.setArgs(Struct.fromJavaScript(config));
    await provider.call("configure", request);
    return provider;
  }

  /** What the process has used since it began. @returns {Promise<Usage>} */
  usage() {
    return this.ask("usage");
  }

  /** What it holds once all garbage is gone, in megabytes. It collects it, so this comes last. */
  async retained() {
    return (await this.ask("retained")).megabytes;
  }

  /**
   * @param {string} question
   * @returns {Promise<any>}
   */
  ask(question) {
    return new Promise((resolve) => {
      this.child.once("message", resolve);
      this.child.send(question);
    });
  }

  /**
   * @param {Values} news
   * @returns {Promise<Values>} the inputs
   */
  async check(news) {
    const request = new messages.CheckRequest();
    request.setUrn(urn);
    request.setOlds(Struct.fromJavaScript({}));
    request.setNews(Struct.fromJavaScript(news));
    const response = await this.call("check", request);
    if (response.getFailuresList().length > 0) throw new Error("check failed");
    return response.getInputs().toJavaScript();
  }

  /**
   * @param {Values} inputs
   * @returns {Promise<Values>} the outputs
   */
  async create(inputs) {
    const request = new messages.CreateRequest();
    request.setUrn(urn);
    request.setProperties(Struct.fromJavaScript(inputs));
    return (await this.call("create", request)).getProperties().toJavaScript();
  }

  /**
   * @param {string} id
   * @param {Values} olds
   * @param {Values} news
   */
  async diff(id, olds, news) {
    const request = new messages.DiffRequest();
    request.setId(id);
    request.setUrn(urn);
    request.setOlds(Struct.fromJavaScript(olds));
    request.setNews(Struct.fromJavaScript(news));
    await this.call("diff", request);
  }

  /**
   * @param {string} id
   * @param {Values} state
   * @param {Values} inputs
   */
  async read(id, state, inputs) {
    const request = new messages.ReadRequest();
    request.setId(id);
    request.setUrn(urn);
    request.setProperties(Struct.fromJavaScript(state));
    request.setInputs(Struct.fromJavaScript(inputs));
    if ((await this.call("read", request)).getId() !== id) throw new Error(`read says that ${id} is gone`);
  }

  async close() {
    this.client.close();
    await end(this.child, "SIGKILL");
    this.engine.close();
  }

  /**
   * @param {string} method
   * @param {unknown} request
   * @returns {Promise<any>}
   */
  call(method, request) {
    return new Promise((resolve, reject) => {
      this.client[method](request, (/** @type {Error | null} */ error, /** @type {unknown} */ response) =>
        error ? reject(error) : resolve(response),
      );
    });
  }
}
