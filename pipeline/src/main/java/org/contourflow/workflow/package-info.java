/**
 * The steps of a case in their order, a class each over one {@link
 * org.contourflow.workflow.CaseContext}: contour, derive, write, check, assess, report, deliver.
 * Each can be done again: its files appear complete under their names or not at all, and the state
 * moves last. {@link org.contourflow.workflow.CaseSteps} puts them in order and knows no store;
 * {@link org.contourflow.workflow.CaseWorker} moves the states.
 */
package org.contourflow.workflow;
