// The [outbound] section, for whoever calls the addresses that clients registered.
#pragma once

#include <tessera/outbound/http_client.hpp>

#include "app/config/settings.hpp"

namespace tessera::app {

// Throws std::runtime_error naming the setting.
[[nodiscard]] outbound::HttpClientOptions make_outbound_options(const Settings& settings);
// Of documents that a request waits for: a small queue of this name, and less time.
[[nodiscard]] outbound::HttpClientOptions make_document_options(const Settings& settings,
                                                                std::string name);

}  // namespace tessera::app
