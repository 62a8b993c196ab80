/**
 * What goes from the disk, and when: by age and by room, never before its hand-over is confirmed,
 * and a patient's data when a person asks. Each deletion is an event.
 */
package org.contourflow.lifecycle;
