//! Loopback servers for tests: plain TCP that answers scripted bytes, so that every fault can be spelled out.
