package org.contourflow.dicom.net.scp;

/**
 * What a listener has done since it was started.
 *
 * @param openConnections TCP connections now, negotiated or not
 * @param openAssociations negotiated associations now
 * @param acceptedAssociations in all
 * @param rejectedAssociations in all: wrong title, caller, host, or too many
 * @param cutConnections closed by this side: too slow, silent, too many, broken protocol
 * @param storedInstances answered success
 * @param refusedInstances answered a failure
 */
public record ListenerStatistics(
    int openConnections,
    int openAssociations,
    long acceptedAssociations,
    long rejectedAssociations,
    long cutConnections,
    long storedInstances,
    long refusedInstances) {}
