/**
 * Which series get which protocols.
 *
 * <p>{@link org.contourflow.protocols.rules.RuleSet} picks protocols for a series by its attributes
 * and explains every rule, matched or not.
 */
package org.contourflow.protocols.rules;
