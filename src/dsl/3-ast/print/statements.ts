import { assertNever } from '../../../runtime/errors.ts';
import type * as ast from '../nodes.ts';
import { printExpression } from './expressions.ts';
import { indent } from './layout.ts';
import { printFn } from './functions.ts';
import { printModulePath, printName } from './names.ts';
import { printDocs, printStep, printSteps } from './steps.ts';
import { printUse } from './uses.ts';
import { printGroupBy, printWindow } from './windows.ts';

type Statement = ast.FileItem | ast.FlowStatement | ast.PipelineStatement;

/** Statements one below the other, each with its `;`. */
export function printStatements(statements: readonly Statement[], depth: number): string {
  return statements
    .map((each) => `${printDocs(docsOf(each), '##', depth)}${indent(depth)}${printStatement(each, depth)};\n`)
    .join('');
}

/** Directives, each on its line. */
export function printConfig(config: readonly ast.Setting[], depth: number): string {
  return config
    .map(
      ({ name, value }) => `${indent(depth)}#!config ${printName(name)} = ${printExpression(value, depth)}\n`,
    )
    .join('');
}

function docsOf(statement: Statement): readonly string[] {
  return 'docs' in statement ? statement.docs : [];
}

function printStatement(statement: Statement, depth: number): string {
  switch (statement.kind) {
    case 'define-flow':
      return `${head('flow', statement, depth)}${block('flow', statement.body, depth)}`;
    case 'define-connector': {
      const type = ` from ${printConnectorType(statement.type)}`;
      return `${head('connector', statement, depth, type)}${printSettings(statement.settings, depth)}`;
    }
    case 'define-pipeline': {
      const ports = `${printPorts('from', statement.inputs)}${printPorts('into', statement.outputs)}`;
      return `${head('pipeline', statement, depth, ports)}${block('pipeline', statement.body, depth, statement.config)}`;
    }
    case 'define-operator': {
      const type = ` from ${printModulePath(statement.type)}`;
      return `${head('operator', statement, depth, type)}${printSettings(statement.settings, depth)}`;
    }
    case 'define-script':
      return printScript(statement, depth);
    case 'define-window':
      return printWindow(statement, depth);
    case 'create':
      return `create ${statement.what} ${printInstance(statement, depth)}`;
    case 'deploy':
      return `deploy flow ${printInstance(statement, depth)}`;
    case 'connect':
      return `connect ${printEndpoint(statement.from)} to ${printEndpoint(statement.to)}`;
    case 'select':
      return printSelect(statement, depth);
    case 'use':
      return printUse(statement);
    case 'const':
      return printStep(statement, depth);
    case 'fn':
      return printFn(statement, depth);
    default:
      return assertNever(statement);
  }
}

/** The connector `null` needs no back-quotes. */
function printConnectorType(type: ast.ModulePath): string {
  const isNull = type.names.length === 1 && type.names[0]!.text === 'null';
  return isNull ? 'null' : printModulePath(type);
}

interface Definition {
  readonly name: ast.Name;
  readonly params: readonly ast.Parameter[];
}

function head(word: string, definition: Definition, depth: number, between = ''): string {
  return `define ${word} ${printName(definition.name)}${between}${printParameters(definition.params, depth)}`;
}

function printParameters(params: readonly ast.Parameter[], depth: number): string {
  if (params.length === 0) return '';
  const entries = params.map((param) => {
    const value = param.default === null ? '' : ` = ${printExpression(param.default, depth)}`;
    return `${printName(param.name)}${value}`;
  });
  return ` args ${entries.join(', ')}`;
}

function printSettings(settings: readonly ast.Setting[], depth: number): string {
  if (settings.length === 0) return '';
  const rows = settings.map(
    ({ name, value }) => `${indent(depth + 1)}${printName(name)} = ${printExpression(value, depth + 1)}`,
  );
  return ` with\n${rows.join(',\n')}\n${indent(depth)}end`;
}

function printPorts(word: string, ports: readonly ast.Name[] | null): string {
  return ports === null ? '' : ` ${word} ${ports.map(printName).join(', ')}`;
}

function block(
  word: string,
  body: readonly Statement[],
  depth: number,
  config: readonly ast.Setting[] = [],
): string {
  const inside = `${printConfig(config, depth + 1)}${printStatements(body, depth + 1)}`;
  return `\n${indent(depth)}${word}\n${inside}${indent(depth)}end`;
}

function printScript(script: ast.ScriptDefinition, depth: number): string {
  const state = script.state === null ? '' : ` state ${printExpression(script.state, depth)}`;
  const body = (opener: string, steps: readonly ast.Expression[]) =>
    `\n${indent(depth)}${opener}${steps.length === 0 ? '' : '\n'}${printSteps(steps, depth + 1)}`;
  const handlers = script.handlers.map((each) => body(`script from ${printName(each.port)}`, each.body));
  const uses = script.uses.map((use) => `\n${indent(depth + 1)}${printUse(use)};`).join('');
  const main = `${body(`script${uses}`, script.body)}\n${indent(depth)}end`;
  return `${head('script', script, depth)}${state}${handlers.join('')}${main}`;
}

function printInstance(statement: ast.CreateStatement | ast.DeployStatement, depth: number): string {
  const from = statement.from === null ? '' : ` from ${printModulePath(statement.from)}`;
  return `${printName(statement.name)}${from}${printSettings(statement.settings, depth)}`;
}

function printEndpoint({ what, name, port }: ast.Endpoint): string {
  return `/${what}/${printName(name)}${port === null ? '' : `/${printName(port)}`}`;
}

function printSelect(select: ast.SelectStatement, depth: number): string {
  const clause = (word: string, value: ast.Expression | null) =>
    value === null ? '' : ` ${word} ${printExpression(value, depth)}`;
  const target = printExpression(select.target, depth);
  const windows = select.windows.length === 0 ? '' : `[${select.windows.map(printModulePath).join(', ')}]`;
  const groupBy = select.groupBy === null ? '' : ` group by ${printGroupBy(select.groupBy, depth)}`;
  const from = `${printPort(select.from)}${windows}${clause('where', select.where)}${groupBy}`;
  return `select ${target} from ${from} into ${printPort(select.into)}${clause('having', select.having)}`;
}

function printPort({ node, port }: ast.PortReference): string {
  return `${printName(node)}${port === null ? '' : `/${printName(port)}`}`;
}
