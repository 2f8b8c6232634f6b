package io.turngap.agent;

import edu.cmu.sphinx.linguist.acoustic.AcousticModel;
import edu.cmu.sphinx.linguist.acoustic.HMM;
import edu.cmu.sphinx.linguist.acoustic.Unit;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.SenoneHMM;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.SenoneSequence;
import edu.cmu.sphinx.linguist.allphone.AllphoneLinguist;
import edu.cmu.sphinx.util.LogMath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Any phone after any phone: what the decoder runs a few frames ahead of the search, to leave unlikely words untried. As Sphinx's own,
 * made without its configuration file. Immutable and shared.
 */
final class SphinxPhoneLoop extends AllphoneLinguist {

    private static final float PHONE_INSERTION = 0.05f;

    private final AcousticModel model;
    private final List<HMM> phones = new ArrayList<>();
    private final Map<SenoneSequence, ArrayList<Unit>> units = new HashMap<>();
    private final float insertion = LogMath.getLogMath().linearToLog(PHONE_INSERTION);

    SphinxPhoneLoop(AcousticModel model) {
        this.model = model;
        for (Iterator<HMM> all = model.getHMMIterator(); all.hasNext(); ) {
            SenoneHMM hmm = (SenoneHMM) all.next();
            if (!hmm.getUnit().isContextDependent()) {
                units.computeIfAbsent(hmm.getSenoneSequence(), ignored -> new ArrayList<>())
                        .add(hmm.getUnit());
                phones.add(hmm);
            }
        }
    }

    @Override
    public AcousticModel getAcousticModel() {
        return model;
    }

    @Override
    public float getPhoneInsertionProb() {
        return insertion;
    }

    @Override
    public boolean useContextDependentPhones() {
        return false;
    }

    @Override
    public ArrayList<HMM> getCISuccessors() {
        return new ArrayList<>(phones);
    }

    @Override
    public ArrayList<Unit> getUnits(SenoneSequence sequence) {
        return units.getOrDefault(sequence, new ArrayList<>());
    }
}
