/**
 * Whether what a network marked is there at all: the body part by HU, each organ by its volume, its
 * confidence and its place among the others. Numbers come from the manifest's {@code plausibility}.
 */
package org.contourflow.model.presence;
