package io.turngap.link;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of a small XML document from a stranger. No document type is looked at and no entity but XML's own five is known, so that
 * nothing is fetched and nothing grows; depth and number of elements are bounded.
 *
 * @param name as written
 * @param attributes by name
 * @param children elements inside, in order
 * @param text its own text, without blanks at the edges
 */
record XmlElement(String name, Map<String, String> attributes, List<XmlElement> children, String text) {

    private static final int MOST_DEPTH = 16;
    private static final int MOST_ELEMENTS = 1_000;

    XmlElement {
        attributes = Map.copyOf(attributes);
        children = List.copyOf(children);
    }

    /** The value of an attribute; empty where there is none. */
    String attribute(String key) {
        return attributes.getOrDefault(key, "");
    }

    /**
     * Reads a document.
     *
     * @throws XMLStreamException when it is no XML, or more than a document of that kind has reason to be
     */
    static XmlElement parse(byte[] document) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(document));
        try {
            return new Reading(reader).root();
        } finally {
            reader.close();
        }
    }

    private static final class Reading {
        private final XMLStreamReader reader;
        private int elements;

        Reading(XMLStreamReader reader) {
            this.reader = reader;
        }

        XmlElement root() throws XMLStreamException {
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                if (reader.getEventType() == XMLStreamConstants.DTD) {
                    throw new XMLStreamException("a document type, which is not taken");
                }
            }
            XmlElement root = element(1);
            while (reader.hasNext()) {
                int unused = reader.next();
            }
            return root;
        }

        private XmlElement element(int depth) throws XMLStreamException {
            if (depth > MOST_DEPTH || ++elements > MOST_ELEMENTS) {
                throw new XMLStreamException(
                        "more than " + MOST_DEPTH + " elements inside each other, or " + MOST_ELEMENTS + " in all");
            }
            String name = reader.getLocalName();
            Map<String, String> attributes = new LinkedHashMap<>();
            for (int i = 0; i < reader.getAttributeCount(); i++) {
                attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
            }
            List<XmlElement> children = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            for (int event = reader.next(); event != XMLStreamConstants.END_ELEMENT; event = reader.next()) {
                switch (event) {
                    case XMLStreamConstants.START_ELEMENT -> children.add(element(depth + 1));
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                    case XMLStreamConstants.ENTITY_REFERENCE ->
                        throw new XMLStreamException(
                                "the entity \"" + reader.getLocalName() + "\", which is not known");
                    default -> {
                        // A comment or a processing instruction.
                    }
                }
            }
            return new XmlElement(name, attributes, children, text.toString().strip());
        }
    }
}
