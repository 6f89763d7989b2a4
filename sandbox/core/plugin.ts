import type { FastifyInstance, FastifyPluginCallback } from "fastify";

/** Routes with hooks and error handlers of their own, to be registered under a prefix. */
export function plugin(addRoutes: (scope: FastifyInstance) => void): FastifyPluginCallback {
  return (scope, _options, done) => {
    addRoutes(scope);
    done();
  };
}
