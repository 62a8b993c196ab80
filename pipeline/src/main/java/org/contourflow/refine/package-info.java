/**
 * From approved, consented cases to a training set, a candidate network, a judgement of it beside
 * the network in service, and its promotion by a person.
 */
package org.contourflow.refine;
