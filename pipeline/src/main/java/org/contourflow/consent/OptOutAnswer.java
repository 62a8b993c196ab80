package org.contourflow.consent;

import java.time.LocalDate;

/**
 * What the national opt-out service answered.
 *
 * @param askedOn the day of the answer, the hospital's calendar
 */
public record OptOutAnswer(boolean allowed, LocalDate askedOn) {}
