package io.turngap.agent;

/**
 * What a fleet of modelled machines did since it was last asked, and has now.
 *
 * @param model the tier that it serves
 * @param slots of one machine
 * @param mostMachines machines that may run
 * @param machines machines that ran or loaded, at most
 * @param waiting requests that waited, at most
 * @param asked requests
 * @param refused those of them that found the queue full
 * @param coldStarts machines that began to load
 * @param releases slots that were given back
 * @param busyNanos time for which slots were held, all together
 */
public record FleetLoad(
        String model,
        int slots,
        int mostMachines,
        int machines,
        int waiting,
        long asked,
        long refused,
        long coldStarts,
        long releases,
        long busyNanos) {

    /**
     * Offered load: how many slots the requests would have kept busy if nobody had waited, as a share of all slots that there can be. Above
     * 1 the queue grows for as long as it lasts. 0 where too little was served to tell.
     */
    public double offered(long nanos) {
        double meanHeld = releases == 0 ? 0 : (double) busyNanos / releases;
        return nanos <= 0 ? 0 : asked * meanHeld / ((double) nanos * slots * mostMachines);
    }
}
