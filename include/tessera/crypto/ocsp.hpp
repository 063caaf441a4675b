// Online certificate status (RFC 6960): one question about one certificate, and its answer.
#pragma once

#include <optional>

#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>

namespace tessera::crypto {

enum class OcspStatus { good, revoked, unknown };

struct OcspAnswer {
  OcspStatus status = OcspStatus::unknown;
  TimePoint this_update;
  TimePoint next_update;  // without one in the answer: shortly after this_update
};

// nonce: 32 random bytes (RFC 9654 2.1), or empty. Errc::invalid "ocsp.malformed" if one of the
// certificates is none.
[[nodiscard]] Result<Bytes> make_ocsp_request(BytesView certificate, BytesView issuer,
                                              BytesView nonce);

// Errc::invalid: "ocsp.malformed", "ocsp.refused" (the responder answers no), "ocsp.responder" (by
// somebody whom the issuer did not authorise), "ocsp.signature" (wrong or weak), "ocsp.nonce"
// (another one; or none though it is required), "ocsp.other_certificate", "ocsp.time" (of the
// future, or its own times contradict each other). An answer past its time is read.
[[nodiscard]] Result<OcspAnswer> read_ocsp_response(BytesView response, BytesView request,
                                                    BytesView certificate, BytesView issuer,
                                                    bool nonce_required, TimePoint now);

}  // namespace tessera::crypto
