/** A challenger network against the champion on the same held-out patients: may it be promoted? */
package org.contourflow.refine.judge;
