/**
 * What a structure is called, coloured and coded, whoever speaks of it: model, protocol, RTSTRUCT.
 */
package org.contourflow.structure;
