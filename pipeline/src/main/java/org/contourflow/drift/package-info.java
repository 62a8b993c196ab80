/** Control charts of what clinicians leave of a model's work, and alerts where it changed. */
package org.contourflow.drift;
