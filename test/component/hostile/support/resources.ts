import type { Values } from "../../../../provider/lifecycle";
import type { ResourceName } from "../../../../provider/services";
import { type Provider, ProviderProcess } from "../../../support/providerProcess";
import { exampleEnvironment, fixtureOf, layOver } from "../../../support/resources";

export const clientSecret = "canary-9gXsD2vK5m";
export const token = "canary-5kTqV9xW2b";

/** One resource with what is right of it: the tests change it. */
export interface Example {
  id: string;
  inputs: Values;
  /** The outputs, as a state holds them. */
  state: Values;
  /** Inputs to update it to. */
  changed: Values;
  /** What the id of a new one looks like. */
  idPattern: RegExp;
}

export function exampleOf(name: ResourceName): Example {
  const fixture = fixtureOf(name);
  const variant = fixture.variants?.[0];
  const id = fixture.exampleId(exampleEnvironment);
  const inputs = layOver(fixture.inputs(exampleEnvironment), variant?.args);
  return {
    id,
    inputs,
    state: layOver(inputs, fixture.outputs(id), variant?.outputs),
    changed: layOver(inputs, fixture.change(exampleEnvironment)),
    idPattern: new RegExp(`^${id.replace(/(?<=^|\/)\d+$/, "[1-9]\\d*")}$`),
  };
}

/** The resource's provider in a process of its own. */
export function providerOf(name: ResourceName, configuration: (key: string) => string | undefined): Provider {
  return new ProviderProcess(configuration).of(name);
}

export function configurationFor(url: string, more: Record<string, string> = {}): (key: string) => string | undefined {
  return (key) => {
    const [service = "", name = ""] = key.split(":");
    const base = service.startsWith("onegini") ? `${url}/oauth` : url;
    const keys: Record<string, string> = { url: base, clientId: "admin", clientSecret, ...more };
    return Object.hasOwn(keys, name) ? keys[name] : undefined;
  };
}
