import { AwsError } from '../aws-error.ts';
import type { Bucket } from './bucket.ts';
import type { Upload } from './upload.ts';

/** Throws NoSuchUpload. */
export function findUpload(bucket: Bucket, id: string | undefined, key: string): Upload {
  const upload = id === undefined ? undefined : bucket.uploads.get(id);
  if (upload === undefined || upload.key !== key) {
    throw new AwsError(
      404,
      'NoSuchUpload',
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      { UploadId: id ?? '' },
    );
  }
  return upload;
}
