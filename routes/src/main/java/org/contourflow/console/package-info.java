/**
 * The web console: an HTTP API, as {@code console/openapi.yaml} says it, and pages that use nothing
 * else. What is shown is asked of {@code query} and {@code viewer}, who may see it of {@code
 * accounts}; what is done is asked of the service by {@code cases.RequestStore}.
 */
package org.contourflow.console;
