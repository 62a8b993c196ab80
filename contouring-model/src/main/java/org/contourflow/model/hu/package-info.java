/**
 * External, lungs, bone, airways, couch and metal from HU: a network of fixed convolutions marks
 * candidates (contouring-model/export/hu_anatomy.py), connected components decide.
 */
package org.contourflow.model.hu;
