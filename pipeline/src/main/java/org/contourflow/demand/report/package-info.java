/** CSV, JSON and pages with charts. */
package org.contourflow.demand.report;
