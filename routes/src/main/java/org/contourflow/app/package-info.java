/** The composition root: builds the running product from its settings. */
package org.contourflow.app;
