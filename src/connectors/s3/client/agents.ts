import { Agent as HttpAgent } from 'node:http';
import type { AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/** Connections that are kept alive, at most `maxSockets` at the same time. */
export function createAgents(maxSockets: number): {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
} {
  const options: AgentOptions = { keepAlive: true, maxSockets };
  return { httpAgent: guarded(new HttpAgent(options)), httpsAgent: guarded(new HttpsAgent(options)) };
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
