package org.contourflow.query;

import java.util.OptionalDouble;
import org.contourflow.model.ModelIdentity;

/**
 * What a model gave of a structure of a case.
 *
 * @param presence PRESENT, UNCERTAIN or ABSENT
 * @param volumeCc of the mask; empty where it is absent
 * @param confidence expected Dice, where the model says one
 */
public record CaseStructure(
    String name,
    String presence,
    OptionalDouble volumeCc,
    OptionalDouble confidence,
    ModelIdentity model) {}
