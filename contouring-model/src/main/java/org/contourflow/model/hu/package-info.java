/**
 * External, lungs, bone, airways, spinal canal, couch and metal from HU: fixed convolutions mark
 * candidates (contouring-model/export/hu_anatomy.py), connected components decide.
 */
package org.contourflow.model.hu;
