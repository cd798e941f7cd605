/**
 * The concrete syntax tree, generated from the grammar: `npx vitest run test/dsl/2-parse -u`. Every child is
 * optional, because a parser that recovers leaves holes.
 */
import type { CstNode, IToken } from 'chevrotain';

export interface NameCstNode extends CstNode {
  name: 'name';
  children: NameCstChildren;
}

export type NameCstChildren = {
  Identifier?: IToken[];
};

export interface ValueCstNode extends CstNode {
  name: 'value';
  children: ValueCstChildren;
}

export type ValueCstChildren = {
  operand?: OperandCstNode[];
  BinaryOperator?: IToken[];
};

export interface OperandCstNode extends CstNode {
  name: 'operand';
  children: OperandCstChildren;
}

export type OperandCstChildren = {
  PrefixOperator?: IToken[];
  primary?: PrimaryCstNode[];
};

export interface PrimaryCstNode extends CstNode {
  name: 'primary';
  children: PrimaryCstChildren;
}

export type PrimaryCstChildren = {
  LiteralToken?: IToken[];
  string?: StringCstNode[];
  list?: ListCstNode[];
  bytes?: BytesCstNode[];
  record?: RecordCstNode[];
  group?: GroupCstNode[];
  match?: MatchCstNode[];
  loop?: LoopCstNode[];
  patch?: PatchCstNode[];
  merge?: MergeCstNode[];
  recur?: RecurCstNode[];
  presence?: PresenceCstNode[];
  RootWord?: IToken[];
  meta?: MetaCstNode[];
  reference?: ReferenceCstNode[];
  segment?: SegmentCstNode[];
};

export interface StringCstNode extends CstNode {
  name: 'string';
  children: StringCstChildren;
}

export type StringCstChildren = {
  StringOpen?: IToken[];
  HeredocOpen?: IToken[];
  stringPart?: StringPartCstNode[];
  StringClose?: IToken[];
  HeredocClose?: IToken[];
};

export interface StringPartCstNode extends CstNode {
  name: 'stringPart';
  children: StringPartCstChildren;
}

export type StringPartCstChildren = {
  StringChunk?: IToken[];
  interpolation?: InterpolationCstNode[];
};

export interface InterpolationCstNode extends CstNode {
  name: 'interpolation';
  children: InterpolationCstChildren;
}

export type InterpolationCstChildren = {
  InterpolationOpen?: IToken[];
  value?: ValueCstNode[];
  RBrace?: IToken[];
};

export interface ListCstNode extends CstNode {
  name: 'list';
  children: ListCstChildren;
}

export type ListCstChildren = {
  LBracket?: IToken[];
  value?: ValueCstNode[];
  Comma?: IToken[];
  RBracket?: IToken[];
};

export interface BytesCstNode extends CstNode {
  name: 'bytes';
  children: BytesCstChildren;
}

export type BytesCstChildren = {
  ShiftLeft?: IToken[];
  bytesPart?: BytesPartCstNode[];
  Comma?: IToken[];
  ShiftRight?: IToken[];
};

export interface BytesPartCstNode extends CstNode {
  name: 'bytesPart';
  children: BytesPartCstChildren;
}

export type BytesPartCstChildren = {
  operand?: OperandCstNode[];
  Colon?: IToken[];
  Minus?: IToken[];
  Integer?: IToken[];
  Slash?: IToken[];
  Identifier?: IToken[];
  Hyphen?: IToken[];
};

export interface RecordCstNode extends CstNode {
  name: 'record';
  children: RecordCstChildren;
}

export type RecordCstChildren = {
  LBrace?: IToken[];
  field?: FieldCstNode[];
  Comma?: IToken[];
  RBrace?: IToken[];
};

export interface FieldCstNode extends CstNode {
  name: 'field';
  children: FieldCstChildren;
}

export type FieldCstChildren = {
  key?: KeyCstNode[];
  Colon?: IToken[];
  value?: ValueCstNode[];
};

export interface KeyCstNode extends CstNode {
  name: 'key';
  children: KeyCstChildren;
}

export type KeyCstChildren = {
  string?: StringCstNode[];
  Identifier?: IToken[];
};

export interface GroupCstNode extends CstNode {
  name: 'group';
  children: GroupCstChildren;
}

export type GroupCstChildren = {
  LParen?: IToken[];
  value?: ValueCstNode[];
  RParen?: IToken[];
};

export interface PresenceCstNode extends CstNode {
  name: 'presence';
  children: PresenceCstChildren;
}

export type PresenceCstChildren = {
  Present?: IToken[];
  Absent?: IToken[];
  primary?: PrimaryCstNode[];
};

export interface MetaCstNode extends CstNode {
  name: 'meta';
  children: MetaCstChildren;
}

export type MetaCstChildren = {
  Dollar?: IToken[];
  Identifier?: IToken[];
};

export interface ReferenceCstNode extends CstNode {
  name: 'reference';
  children: ReferenceCstChildren;
}

export type ReferenceCstChildren = {
  modulePath?: ModulePathCstNode[];
  callArguments?: CallArgumentsCstNode[];
};

export interface RecurCstNode extends CstNode {
  name: 'recur';
  children: RecurCstChildren;
}

export type RecurCstChildren = {
  Recur?: IToken[];
  callArguments?: CallArgumentsCstNode[];
};

export interface CallArgumentsCstNode extends CstNode {
  name: 'callArguments';
  children: CallArgumentsCstChildren;
}

export type CallArgumentsCstChildren = {
  LParen?: IToken[];
  value?: ValueCstNode[];
  Comma?: IToken[];
  RParen?: IToken[];
};

export interface ModulePathCstNode extends CstNode {
  name: 'modulePath';
  children: ModulePathCstChildren;
}

export type ModulePathCstChildren = {
  name?: NameCstNode[];
  DoubleColon?: IToken[];
};

export interface SegmentCstNode extends CstNode {
  name: 'segment';
  children: SegmentCstChildren;
}

export type SegmentCstChildren = {
  Dot?: IToken[];
  name?: NameCstNode[];
  LBracket?: IToken[];
  value?: ValueCstNode[];
  Colon?: IToken[];
  RBracket?: IToken[];
};

export interface UseCstNode extends CstNode {
  name: 'use';
  children: UseCstChildren;
}

export type UseCstChildren = {
  Use?: IToken[];
  useTree?: UseTreeCstNode[];
};

export interface UseTreeCstNode extends CstNode {
  name: 'useTree';
  children: UseTreeCstChildren;
}

export type UseTreeCstChildren = {
  name?: NameCstNode[];
  DoubleColon?: IToken[];
  useGroup?: UseGroupCstNode[];
  As?: IToken[];
  alias?: NameCstNode[];
};

export interface UseGroupCstNode extends CstNode {
  name: 'useGroup';
  children: UseGroupCstChildren;
}

export type UseGroupCstChildren = {
  LBrace?: IToken[];
  useTree?: UseTreeCstNode[];
  Comma?: IToken[];
  RBrace?: IToken[];
};

export interface PatternCstNode extends CstNode {
  name: 'pattern';
  children: PatternCstChildren;
}

export type PatternCstChildren = {
  Underscore?: IToken[];
  recordPattern?: RecordPatternCstNode[];
  arrayPattern?: ArrayPatternCstNode[];
  tuplePattern?: TuplePatternCstNode[];
  extractorPattern?: ExtractorPatternCstNode[];
  bindingPattern?: BindingPatternCstNode[];
  value?: ValueCstNode[];
};

export interface BindingPatternCstNode extends CstNode {
  name: 'bindingPattern';
  children: BindingPatternCstChildren;
}

export type BindingPatternCstChildren = {
  Identifier?: IToken[];
  Assign?: IToken[];
  pattern?: PatternCstNode[];
};

export interface ExtractorPatternCstNode extends CstNode {
  name: 'extractorPattern';
  children: ExtractorPatternCstChildren;
}

export type ExtractorPatternCstChildren = {
  Tilde?: IToken[];
  extractor?: ExtractorCstNode[];
};

export interface ExtractorCstNode extends CstNode {
  name: 'extractor';
  children: ExtractorCstChildren;
}

export type ExtractorCstChildren = {
  Identifier?: IToken[];
  ExtractorText?: IToken[];
};

export interface RecordPatternCstNode extends CstNode {
  name: 'recordPattern';
  children: RecordPatternCstChildren;
}

export type RecordPatternCstChildren = {
  RecordPatternOpen?: IToken[];
  patternField?: PatternFieldCstNode[];
  Comma?: IToken[];
  RBrace?: IToken[];
};

export interface PatternFieldCstNode extends CstNode {
  name: 'patternField';
  children: PatternFieldCstChildren;
}

export type PatternFieldCstChildren = {
  presenceField?: PresenceFieldCstNode[];
  comparedField?: ComparedFieldCstNode[];
};

export interface PresenceFieldCstNode extends CstNode {
  name: 'presenceField';
  children: PresenceFieldCstChildren;
}

export type PresenceFieldCstChildren = {
  Present?: IToken[];
  Absent?: IToken[];
  name?: NameCstNode[];
};

export interface ComparedFieldCstNode extends CstNode {
  name: 'comparedField';
  children: ComparedFieldCstChildren;
}

export type ComparedFieldCstChildren = {
  fieldResult?: FieldResultCstNode[];
  Identifier?: IToken[];
  Comparison?: IToken[];
  value?: ValueCstNode[];
  TildeAssign?: IToken[];
  extractor?: ExtractorCstNode[];
  pattern?: PatternCstNode[];
};

export interface FieldResultCstNode extends CstNode {
  name: 'fieldResult';
  children: FieldResultCstChildren;
}

export type FieldResultCstChildren = {
  Identifier?: IToken[];
  Assign?: IToken[];
};

export interface ArrayPatternCstNode extends CstNode {
  name: 'arrayPattern';
  children: ArrayPatternCstChildren;
}

export type ArrayPatternCstChildren = {
  ArrayPatternOpen?: IToken[];
  pattern?: PatternCstNode[];
  Comma?: IToken[];
  RBracket?: IToken[];
};

export interface TuplePatternCstNode extends CstNode {
  name: 'tuplePattern';
  children: TuplePatternCstChildren;
}

export type TuplePatternCstChildren = {
  TuplePatternOpen?: IToken[];
  pattern?: PatternCstNode[];
  Comma?: IToken[];
  Ellipsis?: IToken[];
  RParen?: IToken[];
};

export interface BodyCstNode extends CstNode {
  name: 'body';
  children: BodyCstChildren;
}

export type BodyCstChildren = {
  step?: StepCstNode[];
  Let?: IToken[];
  Const?: IToken[];
  Emit?: IToken[];
  Drop?: IToken[];
  Fn?: IToken[];
  Intrinsic?: IToken[];
  Semicolon?: IToken[];
};

export interface StepCstNode extends CstNode {
  name: 'step';
  children: StepCstChildren;
}

export type StepCstChildren = {
  letStep?: LetStepCstNode[];
  constStep?: ConstStepCstNode[];
  emitStep?: EmitStepCstNode[];
  Drop?: IToken[];
  use?: UseCstNode[];
  fnStep?: FnStepCstNode[];
  intrinsicStep?: IntrinsicStepCstNode[];
  value?: ValueCstNode[];
};

export interface LetStepCstNode extends CstNode {
  name: 'letStep';
  children: LetStepCstChildren;
}

export type LetStepCstChildren = {
  Let?: IToken[];
  primary?: PrimaryCstNode[];
  Assign?: IToken[];
  value?: ValueCstNode[];
};

export interface ConstStepCstNode extends CstNode {
  name: 'constStep';
  children: ConstStepCstChildren;
}

export type ConstStepCstChildren = {
  Const?: IToken[];
  name?: NameCstNode[];
  Assign?: IToken[];
  value?: ValueCstNode[];
};

export interface EmitStepCstNode extends CstNode {
  name: 'emitStep';
  children: EmitStepCstChildren;
}

export type EmitStepCstChildren = {
  Emit?: IToken[];
  value?: ValueCstNode[];
  Arrow?: IToken[];
  string?: StringCstNode[];
};

export interface MatchCstNode extends CstNode {
  name: 'match';
  children: MatchCstChildren;
}

export type MatchCstChildren = {
  Match?: IToken[];
  value?: ValueCstNode[];
  Of?: IToken[];
  matchCase?: MatchCaseCstNode[];
  End?: IToken[];
};

export interface MatchCaseCstNode extends CstNode {
  name: 'matchCase';
  children: MatchCaseCstChildren;
}

export type MatchCaseCstChildren = {
  Case?: IToken[];
  pattern?: PatternCstNode[];
  Default?: IToken[];
  When?: IToken[];
  value?: ValueCstNode[];
  Arrow?: IToken[];
  body?: BodyCstNode[];
};

export interface FnStepCstNode extends CstNode {
  name: 'fnStep';
  children: FnStepCstChildren;
}

export type FnStepCstChildren = {
  Fn?: IToken[];
  name?: NameCstNode[];
  fnParams?: FnParamsCstNode[];
  Of?: IToken[];
  fnCase?: FnCaseCstNode[];
  With?: IToken[];
  body?: BodyCstNode[];
  End?: IToken[];
};

export interface FnParamsCstNode extends CstNode {
  name: 'fnParams';
  children: FnParamsCstChildren;
}

export type FnParamsCstChildren = {
  LParen?: IToken[];
  Identifier?: IToken[];
  Comma?: IToken[];
  Ellipsis?: IToken[];
  RParen?: IToken[];
};

export interface FnCaseCstNode extends CstNode {
  name: 'fnCase';
  children: FnCaseCstChildren;
}

export type FnCaseCstChildren = {
  Case?: IToken[];
  Underscore?: IToken[];
  fnPatterns?: FnPatternsCstNode[];
  Default?: IToken[];
  When?: IToken[];
  value?: ValueCstNode[];
  Arrow?: IToken[];
  body?: BodyCstNode[];
};

export interface FnPatternsCstNode extends CstNode {
  name: 'fnPatterns';
  children: FnPatternsCstChildren;
}

export type FnPatternsCstChildren = {
  LParen?: IToken[];
  pattern?: PatternCstNode[];
  Comma?: IToken[];
  Ellipsis?: IToken[];
  RParen?: IToken[];
};

export interface IntrinsicStepCstNode extends CstNode {
  name: 'intrinsicStep';
  children: IntrinsicStepCstChildren;
}

export type IntrinsicStepCstChildren = {
  Intrinsic?: IToken[];
  Fn?: IToken[];
  name?: NameCstNode[];
  fnParams?: FnParamsCstNode[];
  As?: IToken[];
  modulePath?: ModulePathCstNode[];
};

export interface LoopCstNode extends CstNode {
  name: 'loop';
  children: LoopCstChildren;
}

export type LoopCstChildren = {
  For?: IToken[];
  value?: ValueCstNode[];
  Of?: IToken[];
  loopCase?: LoopCaseCstNode[];
  fold?: FoldCstNode[];
  End?: IToken[];
};

export interface LoopCaseCstNode extends CstNode {
  name: 'loopCase';
  children: LoopCaseCstChildren;
}

export type LoopCaseCstChildren = {
  Case?: IToken[];
  LParen?: IToken[];
  key?: LoopNameCstNode[];
  Comma?: IToken[];
  item?: LoopNameCstNode[];
  RParen?: IToken[];
  When?: IToken[];
  value?: ValueCstNode[];
  Arrow?: IToken[];
  body?: BodyCstNode[];
};

export interface LoopNameCstNode extends CstNode {
  name: 'loopName';
  children: LoopNameCstChildren;
}

export type LoopNameCstChildren = {
  Identifier?: IToken[];
  Underscore?: IToken[];
};

export interface FoldCstNode extends CstNode {
  name: 'fold';
  children: FoldCstChildren;
}

export type FoldCstChildren = {
  Into?: IToken[];
  value?: ValueCstNode[];
  Use?: IToken[];
  BinaryOperator?: IToken[];
};

export interface MergeCstNode extends CstNode {
  name: 'merge';
  children: MergeCstChildren;
}

export type MergeCstChildren = {
  Merge?: IToken[];
  value?: ValueCstNode[];
  Of?: IToken[];
  End?: IToken[];
};

export interface PatchCstNode extends CstNode {
  name: 'patch';
  children: PatchCstChildren;
}

export type PatchCstChildren = {
  Patch?: IToken[];
  value?: ValueCstNode[];
  Of?: IToken[];
  operations?: OperationsCstNode[];
  End?: IToken[];
};

export interface OperationsCstNode extends CstNode {
  name: 'operations';
  children: OperationsCstChildren;
}

export type OperationsCstChildren = {
  operation?: OperationCstNode[];
  Insert?: IToken[];
  Update?: IToken[];
  Upsert?: IToken[];
  Erase?: IToken[];
  Move?: IToken[];
  Copy?: IToken[];
  Merge?: IToken[];
  Default?: IToken[];
  Semicolon?: IToken[];
};

export interface OperationCstNode extends CstNode {
  name: 'operation';
  children: OperationCstChildren;
}

export type OperationCstChildren = {
  Insert?: IToken[];
  Update?: IToken[];
  Upsert?: IToken[];
  key?: KeyCstNode[];
  Arrow?: IToken[];
  value?: ValueCstNode[];
  Erase?: IToken[];
  Move?: IToken[];
  Copy?: IToken[];
  destination?: KeyCstNode[];
  Merge?: IToken[];
  Default?: IToken[];
};

export interface SelectCstNode extends CstNode {
  name: 'select';
  children: SelectCstChildren;
}

export type SelectCstChildren = {
  Select?: IToken[];
  target?: ValueCstNode[];
  From?: IToken[];
  from?: PortReferenceCstNode[];
  windows?: WindowsCstNode[];
  Where?: IToken[];
  where?: ValueCstNode[];
  Group?: IToken[];
  By?: IToken[];
  groupBy?: GroupByCstNode[];
  Into?: IToken[];
  into?: PortReferenceCstNode[];
  Having?: IToken[];
  having?: ValueCstNode[];
};

export interface PortReferenceCstNode extends CstNode {
  name: 'portReference';
  children: PortReferenceCstChildren;
}

export type PortReferenceCstChildren = {
  name?: NameCstNode[];
  Slash?: IToken[];
  port?: NameCstNode[];
};

export interface WindowsCstNode extends CstNode {
  name: 'windows';
  children: WindowsCstChildren;
}

export type WindowsCstChildren = {
  LBracket?: IToken[];
  modulePath?: ModulePathCstNode[];
  Comma?: IToken[];
  RBracket?: IToken[];
};

export interface GroupByCstNode extends CstNode {
  name: 'groupBy';
  children: GroupByCstChildren;
}

export type GroupByCstChildren = {
  groupSet?: GroupSetCstNode[];
  groupEach?: GroupEachCstNode[];
  value?: ValueCstNode[];
};

export interface GroupSetCstNode extends CstNode {
  name: 'groupSet';
  children: GroupSetCstChildren;
}

export type GroupSetCstChildren = {
  Set?: IToken[];
  LParen?: IToken[];
  groupBy?: GroupByCstNode[];
  Comma?: IToken[];
  RParen?: IToken[];
};

export interface GroupEachCstNode extends CstNode {
  name: 'groupEach';
  children: GroupEachCstChildren;
}

export type GroupEachCstChildren = {
  Each?: IToken[];
  LParen?: IToken[];
  value?: ValueCstNode[];
  RParen?: IToken[];
};

export interface FileCstNode extends CstNode {
  name: 'file';
  children: FileCstChildren;
}

export type FileCstChildren = {
  items?: ItemsCstNode[];
};

export interface ScriptCstNode extends CstNode {
  name: 'script';
  children: ScriptCstChildren;
}

export type ScriptCstChildren = {
  body?: BodyCstNode[];
};

export interface ItemsCstNode extends CstNode {
  name: 'items';
  children: ItemsCstChildren;
}

export type ItemsCstChildren = {
  statement?: StatementCstNode[];
  Define?: IToken[];
  Create?: IToken[];
  Connect?: IToken[];
  Deploy?: IToken[];
  Select?: IToken[];
  Use?: IToken[];
  Const?: IToken[];
  Fn?: IToken[];
  Intrinsic?: IToken[];
  ConfigDirective?: IToken[];
  Semicolon?: IToken[];
};

export interface StatementsCstNode extends CstNode {
  name: 'statements';
  children: StatementsCstChildren;
}

export type StatementsCstChildren = {
  statement?: StatementCstNode[];
  Define?: IToken[];
  Create?: IToken[];
  Connect?: IToken[];
  Deploy?: IToken[];
  Select?: IToken[];
  Use?: IToken[];
  Const?: IToken[];
  Fn?: IToken[];
  Intrinsic?: IToken[];
  ConfigDirective?: IToken[];
  Semicolon?: IToken[];
};

export interface StatementCstNode extends CstNode {
  name: 'statement';
  children: StatementCstChildren;
}

export type StatementCstChildren = {
  define?: DefineCstNode[];
  create?: CreateCstNode[];
  connect?: ConnectCstNode[];
  deploy?: DeployCstNode[];
  select?: SelectCstNode[];
  use?: UseCstNode[];
  constStep?: ConstStepCstNode[];
  fnStep?: FnStepCstNode[];
  intrinsicStep?: IntrinsicStepCstNode[];
  directive?: DirectiveCstNode[];
};

export interface DirectiveCstNode extends CstNode {
  name: 'directive';
  children: DirectiveCstChildren;
}

export type DirectiveCstChildren = {
  ConfigDirective?: IToken[];
  setting?: SettingCstNode[];
};

export interface DefineCstNode extends CstNode {
  name: 'define';
  children: DefineCstChildren;
}

export type DefineCstChildren = {
  Define?: IToken[];
  flow?: FlowCstNode[];
  connector?: ConnectorCstNode[];
  pipeline?: PipelineCstNode[];
  operatorDefinition?: OperatorDefinitionCstNode[];
  scriptDefinition?: ScriptDefinitionCstNode[];
  windowDefinition?: WindowDefinitionCstNode[];
};

export interface FlowCstNode extends CstNode {
  name: 'flow';
  children: FlowCstChildren;
}

export type FlowCstChildren = {
  Flow?: IToken[];
  name?: NameCstNode[];
  args?: ArgsCstNode[];
  statements?: StatementsCstNode[];
  End?: IToken[];
};

export interface ConnectorCstNode extends CstNode {
  name: 'connector';
  children: ConnectorCstChildren;
}

export type ConnectorCstChildren = {
  Connector?: IToken[];
  name?: NameCstNode[];
  From?: IToken[];
  connectorType?: ConnectorTypeCstNode[];
  args?: ArgsCstNode[];
  settings?: SettingsCstNode[];
};

export interface ConnectorTypeCstNode extends CstNode {
  name: 'connectorType';
  children: ConnectorTypeCstChildren;
}

export type ConnectorTypeCstChildren = {
  modulePath?: ModulePathCstNode[];
  Null?: IToken[];
};

export interface PipelineCstNode extends CstNode {
  name: 'pipeline';
  children: PipelineCstChildren;
}

export type PipelineCstChildren = {
  Pipeline?: IToken[];
  name?: NameCstNode[];
  From?: IToken[];
  inputs?: PortsCstNode[];
  Into?: IToken[];
  outputs?: PortsCstNode[];
  args?: ArgsCstNode[];
  statements?: StatementsCstNode[];
  End?: IToken[];
};

export interface OperatorDefinitionCstNode extends CstNode {
  name: 'operatorDefinition';
  children: OperatorDefinitionCstChildren;
}

export type OperatorDefinitionCstChildren = {
  Operator?: IToken[];
  name?: NameCstNode[];
  From?: IToken[];
  modulePath?: ModulePathCstNode[];
  args?: ArgsCstNode[];
  settings?: SettingsCstNode[];
};

export interface PortsCstNode extends CstNode {
  name: 'ports';
  children: PortsCstChildren;
}

export type PortsCstChildren = {
  name?: NameCstNode[];
  Comma?: IToken[];
};

export interface ScriptDefinitionCstNode extends CstNode {
  name: 'scriptDefinition';
  children: ScriptDefinitionCstChildren;
}

export type ScriptDefinitionCstChildren = {
  Script?: IToken[];
  name?: NameCstNode[];
  args?: ArgsCstNode[];
  State?: IToken[];
  value?: ValueCstNode[];
  handler?: HandlerCstNode[];
  body?: BodyCstNode[];
  End?: IToken[];
};

export interface HandlerCstNode extends CstNode {
  name: 'handler';
  children: HandlerCstChildren;
}

export type HandlerCstChildren = {
  Script?: IToken[];
  From?: IToken[];
  name?: NameCstNode[];
  body?: BodyCstNode[];
};

export interface WindowDefinitionCstNode extends CstNode {
  name: 'windowDefinition';
  children: WindowDefinitionCstChildren;
}

export type WindowDefinitionCstChildren = {
  Window?: IToken[];
  name?: NameCstNode[];
  From?: IToken[];
  Tumbling?: IToken[];
  Sliding?: IToken[];
  windowSettings?: WindowSettingsCstNode[];
  State?: IToken[];
  value?: ValueCstNode[];
  handler?: HandlerCstNode[];
  Script?: IToken[];
  body?: BodyCstNode[];
  End?: IToken[];
};

export interface WindowSettingsCstNode extends CstNode {
  name: 'windowSettings';
  children: WindowSettingsCstChildren;
}

export type WindowSettingsCstChildren = {
  With?: IToken[];
  setting?: SettingCstNode[];
  Comma?: IToken[];
};

export interface ArgsCstNode extends CstNode {
  name: 'args';
  children: ArgsCstChildren;
}

export type ArgsCstChildren = {
  Args?: IToken[];
  parameter?: ParameterCstNode[];
  Comma?: IToken[];
};

export interface ParameterCstNode extends CstNode {
  name: 'parameter';
  children: ParameterCstChildren;
}

export type ParameterCstChildren = {
  Identifier?: IToken[];
  Assign?: IToken[];
  value?: ValueCstNode[];
};

export interface SettingsCstNode extends CstNode {
  name: 'settings';
  children: SettingsCstChildren;
}

export type SettingsCstChildren = {
  With?: IToken[];
  setting?: SettingCstNode[];
  Comma?: IToken[];
  End?: IToken[];
};

export interface SettingCstNode extends CstNode {
  name: 'setting';
  children: SettingCstChildren;
}

export type SettingCstChildren = {
  Identifier?: IToken[];
  Assign?: IToken[];
  value?: ValueCstNode[];
};

export interface CreateCstNode extends CstNode {
  name: 'create';
  children: CreateCstChildren;
}

export type CreateCstChildren = {
  Create?: IToken[];
  Connector?: IToken[];
  Pipeline?: IToken[];
  Script?: IToken[];
  Stream?: IToken[];
  Operator?: IToken[];
  name?: NameCstNode[];
  instance?: InstanceCstNode[];
};

export interface InstanceCstNode extends CstNode {
  name: 'instance';
  children: InstanceCstChildren;
}

export type InstanceCstChildren = {
  From?: IToken[];
  modulePath?: ModulePathCstNode[];
  settings?: SettingsCstNode[];
};

export interface ConnectCstNode extends CstNode {
  name: 'connect';
  children: ConnectCstChildren;
}

export type ConnectCstChildren = {
  Connect?: IToken[];
  from?: EndpointCstNode[];
  To?: IToken[];
  to?: EndpointCstNode[];
};

export interface EndpointCstNode extends CstNode {
  name: 'endpoint';
  children: EndpointCstChildren;
}

export type EndpointCstChildren = {
  Slash?: IToken[];
  Connector?: IToken[];
  Pipeline?: IToken[];
  name?: NameCstNode[];
  port?: NameCstNode[];
};

export interface DeployCstNode extends CstNode {
  name: 'deploy';
  children: DeployCstChildren;
}

export type DeployCstChildren = {
  Deploy?: IToken[];
  Flow?: IToken[];
  name?: NameCstNode[];
  instance?: InstanceCstNode[];
};
