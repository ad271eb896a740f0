ALTER TABLE access_tokens ADD COLUMN act TEXT;
