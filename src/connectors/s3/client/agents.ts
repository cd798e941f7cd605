import { Agent as HttpAgent } from 'node:http';
import type { AgentOptions, ClientRequest } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Timeouts } from './timeouts.ts';
import { watchRequest } from './watch-request.ts';

/** Connections that are kept alive, at most `maxSockets` at the same time, with all requests on them watched. */
export function createAgents(
  maxSockets: number,
  timeouts: Timeouts,
): {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
} {
  const options: AgentOptions = { keepAlive: true, maxSockets };
  const prepared = <A extends HttpAgent>(agent: A): A => watched(guarded(agent), timeouts);
  return { httpAgent: prepared(new HttpAgent(options)), httpsAgent: prepared(new HttpsAgent(options)) };
}

/** What Node calls with every request that is made; its types leave it out. */
interface RequestTaker {
  addRequest(request: ClientRequest, ...more: readonly unknown[]): void;
}

function watched<A extends HttpAgent>(agent: A, timeouts: Timeouts): A {
  // Every agent of Node has the method: it is how `http.request` hands a request over.
  const taker = agent as unknown as RequestTaker;
  const add = taker.addRequest.bind(agent);
  taker.addRequest = (request, ...more) => {
    watchRequest(request, timeouts);
    add(request, ...more);
  };
  return agent;
}

/**
 * Listens for errors on every socket, for the moment in which nobody else does. When a server answers before it has
 * read the whole body and then resets the connection, Node takes the failed write for the end of the request, hands
 * the socket back to the agent without a listener, and only then emits the error: the process would end.
 * (Whoever waits for the request has its own listener and is told as always.)
 */
function guarded<A extends HttpAgent>(agent: A): A {
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (...given) => {
    const socket = create(...given);
    socket?.on('error', () => {});
    return socket;
  };
  return agent;
}
