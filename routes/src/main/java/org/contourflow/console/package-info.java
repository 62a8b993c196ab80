/**
 * The web console: an HTTP API, as {@code console/openapi.yaml} says it, and pages that use nothing
 * else. What is shown is asked of {@code query} and {@code viewer}, who may see it of {@code
 * accounts}; what is done goes through {@link org.contourflow.console.CaseActions}.
 */
package org.contourflow.console;
