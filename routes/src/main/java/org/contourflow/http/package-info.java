/**
 * What every HTTP port of the service has in common: Jetty's set-up, and TLS as settings give it.
 */
package org.contourflow.http;
