/** The contouring service's own cases, by a port. */
package org.contourflow.demand.service;
