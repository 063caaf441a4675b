// Facts about certificate files, for `tessera doctor`.
#pragma once

#include <string>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>

namespace tessera::crypto {

struct CertificateFacts {
  TimePoint not_after;
  bool matches_key = false;
};

// Of the first certificate in the file. Errc::invalid if either file cannot be read or is not PEM.
[[nodiscard]] Result<CertificateFacts> read_certificate_facts(const std::string& certificate_file,
                                                              const std::string& private_key_file);
// RFC 9525: by subject alternative names only. host is a DNS name or an address.
[[nodiscard]] bool certificate_names_host(const std::string& certificate_file,
                                          const std::string& host);

}  // namespace tessera::crypto
