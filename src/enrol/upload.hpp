// A scan on its way into the store: cut into chunks, each sealed under the object's own key.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "enrol/desk.hpp"

namespace tessera::enrol {

// One of the few uploads this node takes at once; given back when it goes.
class UploadSlot {
 public:
  UploadSlot(std::atomic<int>& in_use, int most);
  UploadSlot(UploadSlot&& other) noexcept : in_use_(std::exchange(other.in_use_, nullptr)) {}
  UploadSlot& operator=(UploadSlot&&) = delete;
  ~UploadSlot();
  explicit operator bool() const { return in_use_ != nullptr; }

 private:
  std::atomic<int>* in_use_ = nullptr;
};

[[nodiscard]] Task<Result<std::unique_ptr<EvidenceUpload>>> begin_sealed_upload(
    Desk& desk, const Application& application, std::string document_type, UploadSlot slot);

void count_refused_upload(const char* reason);

// Chunk n of an object: its context binds object and place, so that chunks cannot be swapped.
[[nodiscard]] std::string chunk_name(int n);

}  // namespace tessera::enrol
