// A scan on its way into the store: cut into chunks, each sealed under the object's own key.
#pragma once

#include <memory>

#include "enrol/desk.hpp"
#include "enrol/upload_slots.hpp"

namespace tessera::enrol {

[[nodiscard]] Task<Result<std::unique_ptr<EvidenceUpload>>> begin_sealed_upload(
    Desk& desk, const Application& application, std::string document_type, UploadSlot slot);

void count_refused_upload(const char* reason);

// Chunk n of an object: its context binds object and place, so that chunks cannot be swapped.
[[nodiscard]] std::string chunk_name(int n);

}  // namespace tessera::enrol
