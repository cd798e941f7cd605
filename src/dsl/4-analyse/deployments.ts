import type { Value } from '../../runtime/value/value.ts';
import { error } from '../diagnostics/report.ts';
import { suggest } from '../diagnostics/suggest.ts';
import type * as ast from '../3-ast/nodes.ts';
import { checkArguments } from './arguments.ts';
import type { Deployment } from './facts.ts';
import type { Findings } from './findings.ts';
import { findInModule } from './module-members.ts';
import { blockOf, findDefinition } from './scope.ts';
import type { Found, Scope } from './scope.ts';

/** An argument from the command line (`--arg k=v`): wins over `deploy … with`. */
export interface Override {
  readonly name: string;
  readonly value: Value;
  /** The option as it was typed. */
  readonly text: string;
}

/** Which flows run, under which names. */
export function analyseDeployments(
  file: Scope,
  overrides: readonly Override[],
  findings: Findings,
): readonly Deployment[] {
  const statements = file.body.filter((item) => item.kind === 'deploy');
  const supplied = new Set(overrides.map((each) => each.name));
  const deployments: Deployment[] = [];
  const names = new Map<string, ast.DeployStatement>();
  for (const statement of statements) {
    checkName(statement, names, findings);
    const found = findFlow(statement, file, findings);
    if (found === null) continue;
    const { definition, scope } = found;
    const receiver = { what: 'flow', definition, findings: findings.of(scope.source) };
    checkArguments(statement, receiver, file, supplied, findings);
    deployments.push({ statement, definition, scope: file });
  }
  if (statements.length === 0) reportNothingDeployed(file, findings);
  else if (findings.isWhole) checkUndeployed(file, deployments, findings);
  if (deployments.length === statements.length) checkOverrides(overrides, deployments, findings);
  return deployments;
}

function checkName(
  statement: ast.DeployStatement,
  names: Map<string, ast.DeployStatement>,
  findings: Findings,
): void {
  const name = statement.name.text;
  const first = names.get(name);
  if (first === undefined) {
    names.set(name, statement);
    return;
  }
  findings.error({
    code: 'FR321',
    title: `flow \`${name}\` is deployed twice`,
    span: statement.name.span,
    label: 'deployed again here',
    context: [findings.at(first.name, 'first deployed here')],
    help: [
      `give it a name of its own: \`deploy flow ${name}_2 from ${statement.from?.names.at(-1)?.text ?? name};\``,
    ],
  });
}

function findFlow(
  statement: ast.DeployStatement,
  file: Scope,
  findings: Findings,
): Found<ast.FlowDefinition> | null {
  const names = statement.from?.names ?? [statement.name];
  if (names.length > 1) return findInModule(names, 'flow', file, findings);
  const name = names[0]!;
  const found = findDefinition(file, 'flow', name.text);
  if (found !== null) return found;
  if (!findings.hasHoles(blockOf(file))) {
    findings.error({
      code: 'FR301',
      title: `unknown flow \`${name.text}\``,
      span: name.span,
      label: 'no flow of this name is defined',
      help: [
        suggest(name.text, file.flows.keys(), 'flows') ??
          `define it: \`define flow ${name.text} flow … end;\``,
      ],
    });
  }
  return null;
}

function reportNothingDeployed(file: Scope, findings: Findings): void {
  if (findings.hasHoles(blockOf(file))) return;
  const last = [...file.flows.values()].at(-1);
  findings.error({
    code: 'FR320',
    title: 'the file deploys nothing',
    span: last?.name.span ?? { start: 0, end: 0 },
    label: last === undefined ? 'no flow is defined here' : 'defined, but not deployed',
    help: [
      last === undefined
        ? 'define a flow and deploy it: `define flow main flow … end; deploy flow main;`'
        : `add \`deploy flow ${last.name.text};\` at the end`,
    ],
  });
}

function checkUndeployed({ flows }: Scope, deployments: readonly Deployment[], findings: Findings): void {
  const deployed = new Set(deployments.map((each) => each.definition));
  for (const flow of flows.values()) {
    if (deployed.has(flow) || deployments.length === 0) continue;
    findings.warn({
      code: 'FR726',
      title: `flow \`${flow.name.text}\` is never deployed`,
      span: flow.name.span,
      label: 'defined, but not deployed',
      help: [`add \`deploy flow ${flow.name.text};\`, or remove the definition`],
    });
  }
}

function checkOverrides(
  overrides: readonly Override[],
  deployments: readonly Deployment[],
  findings: Findings,
): void {
  const known = deployments.flatMap((each) => each.definition.params.map((param) => param.name.text));
  for (const { name, text } of overrides) {
    if (known.includes(name)) continue;
    const start = Math.max(0, text.indexOf(name));
    const flows = deployments.map((each) => `\`${each.definition.name.text}\``).join(', ');
    const unknown = error({
      code: 'FR415',
      title: `unknown argument \`${name}\``,
      source: { name: 'command line', text },
      span: { start, end: start + name.length },
      label: 'no deployed flow has this argument',
      help: [suggest(name, known, 'arguments') ?? `flow ${flows} has no \`args\``],
    });
    findings.add([unknown]);
  }
}
