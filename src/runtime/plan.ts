/**
 * What the compiler hands to the engine: connectors with checked settings, pipelines ready to be made, and links.
 */
import type { ConnectorDefinition, Demand } from './api.ts';
import type { Pipeline } from './pipeline.ts';

export interface Plan {
  readonly flows: readonly FlowPlan[];
}

/** Texts that nobody may see, in what everybody sees. */
export interface Secrets {
  /** The text with a name (`$TOKEN`) in the place of each secret: for messages and logs. */
  hide(text: string): string;
  /** The same, but of two secrets the texts differ: for what is kept to be compared later. */
  seal(text: string): string;
}

/** One `deploy flow`. */
export interface FlowPlan {
  /** The name under which it is deployed. */
  readonly name: string;
  /** The name of its definition: several may be deployed of one. */
  readonly definition: string;
  readonly connectors: readonly ConnectorPlan[];
  readonly pipelines: readonly PipelinePlan[];
  readonly links: readonly Link[];
  /** What it is called in measurements, besides its name: `#!config id` at the head of the file. */
  readonly id?: string | undefined;
  /** What was read from the environment; without it nothing was. */
  readonly secrets?: Secrets;
}

/** One created connector. */
export interface ConnectorPlan {
  readonly name: string;
  readonly definition: ConnectorDefinition;
  /** What `definition.settings` parsed: defaults filled in. */
  readonly config: unknown;
  readonly codec: PartPlan | null;
  readonly preprocessors: readonly PartPlan[];
  readonly postprocessors: readonly PartPlan[];
  /** Which fields of its events the pipelines behind it look at. */
  readonly demand: Demand;
  /** How often it is measured, milliseconds; without it never. */
  readonly metricsIntervalMs?: number | undefined;
}

/** A codec, preprocessor or postprocessor with checked settings. `name` is the one in the registry. */
export interface PartPlan {
  readonly name: string;
  readonly config: unknown;
}

/** One created pipeline. */
export interface PipelinePlan {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** How often it is measured, milliseconds; without it never. */
  readonly metricsIntervalMs?: number | undefined;
  /** What it is called in measurements, where that is not its name. */
  readonly id?: string | undefined;
  /** A fresh instance with initial state. */
  create(): Pipeline;
}

export interface Link {
  readonly from: LinkEnd;
  readonly to: LinkEnd;
}

export interface LinkEnd {
  readonly what: 'connector' | 'pipeline';
  readonly name: string;
  readonly port: string;
}
